package main

import "github.com/spf13/cobra"

// auditCommand is the auditor's group.
func auditCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Args: cobra.NoArgs,
		Short: c.say("审计：随机抽查使用记录、导出区块、重放、打包、从一行结算走到方案批准",
			"audit: sample raw uses, export and replay blocks, pack a period, walk from line to plan"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(
		c.auditSample(),
		c.auditExport(),
		c.auditReplay(),
		c.auditPack(),
		c.auditWalk(),
	)
	return cmd
}
