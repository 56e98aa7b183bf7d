package main

import "github.com/spf13/cobra"

// auditSample draws and checks a random sample of raw uses (rulings E17).
func (c *cli) auditSample() *cobra.Command {
	cmd := &cobra.Command{Use: "sample", Args: cobra.NoArgs,
		Short: c.say("随机抽查：提交随机数、查看样本、核验应答、记录结论",
			"a random sample: commit a nonce, see the sample, check the answer, record the outcome"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	return cmd
}
