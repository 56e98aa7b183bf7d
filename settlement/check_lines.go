package settlement

// CheckLines proves a whole list of lines without the input: ids in order, parents before children,
// each line by CheckLine, and each whole equal to the sum of its parts.
func CheckLines(lines []Line) error {
	at := make(map[string]int, len(lines))
	spent := make([]int64, len(lines)) // what children of an inflow, inputs or levy line took
	for i, l := range lines {
		if l.ID != lineID(i+1) {
			return fault("line %d is called %s", i+1, l.ID)
		}
		at[l.ID] = i
		parents := make([]Line, len(l.Parents))
		for k, id := range l.Parents {
			j, known := at[id]
			if !known || j == i {
				return fault("line %s names %s, which is not before it", l.ID, id)
			}
			parents[k] = lines[j]
			if err := l.spend(&spent[j], lines[j]); err != nil {
				return err
			}
		}
		if err := CheckLine(l, parents); err != nil {
			return err
		}
	}
	for i, l := range lines {
		if l.isWhole() && spent[i] != l.Amount {
			return fault("the parts of line %s are %d of %d", l.ID, spent[i], l.Amount)
		}
	}
	return nil
}

// isWhole reports whether all of the line's money must go on through other lines.
func (l Line) isWhole() bool {
	switch l.Kind {
	case kindInflow, kindInputs, kindLevy, kindBase, kindLevyPass:
		return true
	}
	return (l.Kind == kindShare || l.Kind == kindRemainder) && l.To == ToInputs
}

// spend adds to what a parent has given: a part of it where the parent is a split, else all of it.
func (l Line) spend(spent *int64, parent Line) error {
	switch parent.Kind {
	case kindInflow:
		left := parent.Amount - *spent
		if l.Amount > left || l.Kind == kindRemainder && l.Int("base") > parent.Amount ||
			l.Text("of") == OfLeft && l.Int("base") != left {
			return fault("line %s does not fit what is left of %s", l.ID, parent.ID)
		}
		return addTo(spent, l.Amount)
	case kindInputs, kindLevy:
		return addTo(spent, l.Amount)
	}
	return addTo(spent, parent.Amount)
}
