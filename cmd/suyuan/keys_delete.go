package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (c *cli) keysDelete() *cobra.Command {
	var o keyOptions
	cmd := c.keyFlags(&cobra.Command{Use: "delete", Args: cobra.NoArgs,
		Short: c.say("删除密钥文件，不可恢复", "delete a key file for good"),
		RunE: func(*cobra.Command, []string) error {
			a, path, err := c.keyPath(o)
			if err != nil {
				return err
			}
			doc, err := readKeyDoc(a, o.number, path)
			if err != nil {
				return err
			}
			if err := c.confirmDelete(doc, o.yes); err != nil {
				return err
			}
			if err := os.Remove(path); err != nil {
				return failf(exitForbidden, "删不掉：%v", "it cannot be deleted: %v", err)
			}
			return c.printDoc(doc)
		}}, &o)
	cmd.Flags().BoolVar(&o.yes, "yes", false, c.say("不再询问", "do not ask"))
	return cmd
}

func (c *cli) keysProve() *cobra.Command {
	var o keyOptions
	cmd := c.keyFlags(&cobra.Command{Use: "prove", Args: cobra.NoArgs,
		Short: c.say("出具持有证明，供 key.enroll、account.open 和 party.register 使用",
			"prove possession of a key, for key.enroll, account.open and party.register"),
		RunE: func(*cobra.Command, []string) error {
			if o.chain == "" {
				return fail(exitUsage, "请用 --chain 给出账本标识", "name the chain id with --chain")
			}
			a, k, _, err := c.openKey(o)
			if err != nil {
				return err
			}
			proof, err := party.EnrolProof(o.chain, a, o.number, k)
			if err != nil {
				return err
			}
			text, err := wire.Bytes(proof[:]).MarshalText()
			if err != nil {
				return err
			}
			return c.printDoc(struct {
				Account tx.Account       `json:"account"`
				Number  uint16           `json:"number"`
				Chain   string           `json:"chain"`
				Public  crypto.PublicKey `json:"public"`
				Proof   string           `json:"proof"`
			}{a, o.number, o.chain, k.Public(), string(text)})
		}}, &o)
	c.passwordFlag(cmd, &o)
	cmd.Flags().StringVar(&o.chain, "chain", "", c.say("账本标识", "chain id"))
	return cmd
}
