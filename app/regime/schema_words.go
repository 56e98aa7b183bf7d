package regime

// Words that several keys allow.
var (
	gateUnits = []string{UnitWorkingDays, UnitCalendarDays}
	modes     = []string{"whole", "sector", "scenario"}
	levelsOf  = []string{"province", "prefecture", "county"}
	roles     = []string{"government", "bureau", "impl", "industry", "provider", "operator",
		"developer", "platform", "registry", "exchange", "price", "finance", "audit", "treasury"}
	// Who decides: a role, the body that authorized, or the next government up.
	deciders = append([]string{"authorizer", "government_province"}, roles...)
	// Who files, reports or receives: a role, or a data bureau by its place.
	offices = append([]string{"bureau_province", "bureau_upper", "third", "supervisor"}, roles...)
	years   = []string{"year", "half", "quarter", "month"}
	overCap = []string{"refuse", "document"} // above a soft limit: no, or with a government's document
)

// One key of each type. The words, where given, are the only ones allowed.

func flagKey(name, zh, en string) Key  { return Key{Name: name, Type: TypeBool, Zh: zh, En: en} }
func countKey(name, zh, en string) Key { return Key{Name: name, Type: TypeInt, Zh: zh, En: en} }
func spanKey(name, zh, en string) Key  { return Key{Name: name, Type: TypeSpan, Zh: zh, En: en} }
func dayKey(name, zh, en string) Key   { return Key{Name: name, Type: TypeDay, Zh: zh, En: en} }
func dateKey(name, zh, en string) Key  { return Key{Name: name, Type: TypeDate, Zh: zh, En: en} }

func wordKey(name string, of []string, zh, en string) Key {
	return Key{Name: name, Type: TypeText, Of: of, Zh: zh, En: en}
}

func listKey(name string, of []string, zh, en string) Key {
	return Key{Name: name, Type: TypeList, Of: of, Zh: zh, En: en}
}

// filled makes an empty value a mistake: every regime has to settle the key.
func (k Key) filled() Key {
	k.Filled = true
	return k
}
