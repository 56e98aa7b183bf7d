package abci

import "path/filepath"

// CheckSettings reads the files that a start reads besides the data, as a start would. It needs no
// home at rest: of a running node it says whether the next start would still go as far, which a
// node that has run for years does not show.
func CheckSettings(home string) error {
	config, own, err := ReadConfig(home)
	if err != nil {
		return say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	if err := private(config, home); err != nil {
		return err
	}
	if err := CheckLogLevel(config.LogLevel); err != nil {
		return say("日志级别无法识别：%v", "the log level cannot be read: %v", err)
	}
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return err
	}
	if own.Genesis != "" && own.Genesis != g.Digest.String() {
		return say("创世文件摘要为 %[1]s，配置要求 %[2]s",
			"the genesis document has digest %[1]s, the configuration asks for %[2]s", g.Digest, own.Genesis)
	}
	if _, _, err := ownKeys(config); err != nil {
		return err
	}
	if _, err := own.Admission.witness(home); err != nil {
		return err
	}
	_, err = ReadEmergency(filepath.Join(home, EmergencyFile))
	return err
}
