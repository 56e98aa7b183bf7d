package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/govern"
)

// emergencyFetch gets a plan that the ledger went on under from a running node. A node that follows
// the blocks from before its height needs it too.
func (c *cli) emergencyFetch() *cobra.Command {
	var height uint64
	cmd := &cobra.Command{Use: "fetch FILE", Args: cobra.ExactArgs(1),
		Short: c.say("向运行中的节点索取已执行的方案，供后来加入的节点使用",
			"get the plan on record from a running node, for one that joins later"),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := c.ledger(cmd).query(background(cmd.Context()), "emergencies", map[string]string{}, 0)
			if err != nil {
				return err
			}
			var all []govern.Emergency
			if err := json.Unmarshal(a.Answer, &all); err != nil {
				return err
			}
			for _, e := range all {
				if height == 0 && len(all) == 1 || e.Plan.Height == height {
					if err := writeEmergency(args[0], e); err != nil {
						return err
					}
					return c.printDoc(emergencyDoc{File: args[0], Plan: e.Plan, Enough: true})
				}
			}
			if len(all) > 1 && height == 0 {
				return fail(exitUsage, "账本上有多份方案：以 --height 指明起始高度，见 suyuan query emergencies",
					"there are several plans: name one by --height, see suyuan query emergencies")
			}
			return fail(exitNotFound, "账本上没有这份应急方案", "there is no such emergency plan on record")
		}}
	cmd.Flags().Uint64Var(&height, "height", 0, c.say("方案的起始高度", "first height under the plan"))
	return cmd
}
