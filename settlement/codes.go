package settlement

import (
	"errors"
	"slices"
)

// The refusal codes of settlement §6.2a.
const (
	CodeBadRequest          = "E_BAD_REQUEST"
	CodeNoTiers             = "E_NO_TIERS"
	CodeBadTier             = "E_BAD_TIER"
	CodeBadBase             = "E_BAD_BASE"
	CodeRate                = "E_RATE"
	CodeRateRange           = "E_RATE_RANGE"
	CodeFloat               = "E_FLOAT"
	CodeEmptyParts          = "E_EMPTY_PARTS"
	CodeDupPart             = "E_DUP_PART"
	CodeNoRemainder         = "E_NO_REMAINDER"
	CodeRemainderNotLast    = "E_REMAINDER_NOT_LAST"
	CodeReturnBeforeRecover = "E_RETURN_BEFORE_RECOVER"
	CodeBaseOnPrimary       = "E_BASE_ON_PRIMARY"
	CodeUnknownParty        = "E_UNKNOWN_PARTY"
	CodeNoContribution      = "E_NO_CONTRIBUTION"
	CodeBasis               = "E_BASIS"
	CodeCount               = "E_COUNT"
	CodeFactor              = "E_FACTOR"
	CodeNoFallback          = "E_NO_FALLBACK"
	CodeTreasury            = "E_TREASURY"
	CodeDup                 = "E_DUP"
	CodeSeq                 = "E_SEQ"
	CodeCycle               = "E_CYCLE"
	CodeUnknownInput        = "E_UNKNOWN_INPUT"
	CodeUnknownProduct      = "E_UNKNOWN_PRODUCT"
	CodeNoAgreement         = "E_NO_AGREEMENT"
	CodeOperatorRedevelops  = "E_OPERATOR_REDEVELOPS"
	CodeWeight              = "E_WEIGHT"
	CodeWelfareCharged      = "E_WELFARE_CHARGED"
	CodePriceCap            = "E_PRICE_CAP"
	CodeRefundRef           = "E_REFUND_REF"
	CodeForProduct          = "E_FOR_PRODUCT"
	CodeTrace               = "E_TRACE"
	CodeCost                = "E_COST"
	CodeOverflow            = "E_OVERFLOW"
)

// The errors of Compute and Allocate; their text is the code.
var (
	ErrOverflow = errors.New(CodeOverflow)
	ErrWeight   = errors.New(CodeWeight)
	ErrDup      = errors.New(CodeDup)
)

// codeSet gathers refusal codes; its list is sorted and without repeats.
type codeSet struct{ codes []string }

func (s *codeSet) add(code string) {
	if code != "" && !slices.Contains(s.codes, code) {
		s.codes = append(s.codes, code)
	}
}

func (s *codeSet) addAll(codes []string) {
	for _, c := range codes {
		s.add(c)
	}
}

func (s *codeSet) when(bad bool, code string) {
	if bad {
		s.add(code)
	}
}

func (s *codeSet) list() []string {
	slices.Sort(s.codes)
	if s.codes == nil {
		return []string{}
	}
	return s.codes
}
