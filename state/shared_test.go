package state

import (
	"reflect"
	"testing"
)

// Views share nodes with the working tree. Its writer clears the child pointers of such a node
// (IAVL v1.3.6, Node.clone) while views read them, of which the race detector tells: they are nil
// from the save on, so that no view sees anything else. Another version of IAVL must keep to that.
func TestSavedNodesHoldNoChildren(t *testing.T) {
	d := openMem(t)
	for height := range 20 {
		o := NewOverlay(d.View())
		for i := range 50 {
			o.Set([]byte{byte(height * i), byte(i)}, []byte{byte(height)})
		}
		d.Apply(o)
		if err := d.Commit(); err != nil {
			t.Fatal(err)
		}
		root := reflect.ValueOf(d.tree).Elem().FieldByName("ImmutableTree").Elem().FieldByName("root")
		for _, name := range []string{"leftNode", "rightNode"} {
			if !root.Elem().FieldByName(name).IsNil() {
				t.Fatalf("height %d: the saved root has %s", height+1, name)
			}
		}
	}
}
