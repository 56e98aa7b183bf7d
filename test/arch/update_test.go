package arch

import "flag"

var update = flag.Bool("update", false, "write NOTICE and the list of codes anew")
