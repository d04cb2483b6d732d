namespace Votive.Assessment.Engine;

/// <summary>When each rule holds, by rule id.</summary>
internal static class RuleConditions
{
    public static IReadOnlyDictionary<string, Func<Reading, RuleMatch?>> All { get; } = new Dictionary<string, Func<Reading, RuleMatch?>>(StringComparer.Ordinal)
    {
        ["rule.p1"] = PatternRules.PeakWindow,
        ["rule.p4"] = PatternRules.MoodLoop,
        ["rule.p5"] = PatternRules.GoodLoop,
        ["rule.p6"] = PatternRules.StartIsNotResist,
        ["rule.p7"] = PatternRules.StallType,
        ["rule.p8"] = PatternRules.CueStyle,
        ["rule.p9"] = PatternRules.SystemsOverGrit,
        ["rule.p11"] = PatternRules.FirstValueLived,
        ["rule.p12"] = PatternRules.SaidAndDone,
        ["rule.c1"] = ContradictionRules.TopValueThin,
        ["rule.c3"] = ContradictionRules.ClaimAgainstActs,
        ["rule.c4"] = ContradictionRules.KeptAgainstSelfView,
        ["rule.c5"] = ContradictionRules.HardWorkInTheDip,
        ["rule.c7"] = ContradictionRules.LikeMeAndHarmful,
        ["rule.b1"] = BlindSpotRules.UnusedRefill,
        ["rule.b2"] = BlindSpotRules.OrphanValue,
        ["rule.b3"] = BlindSpotRules.KeystoneWithoutCue,
        ["rule.b4"] = BlindSpotRules.SilentDriver,
        ["rule.b6"] = BlindSpotRules.FeelingsOnly,
        ["rule.b7"] = BlindSpotRules.LowCoherence,
        ["rule.l1"] = LeverageRules.MoveOneTask,
        ["rule.l2"] = LeverageRules.BestAnchor,
        ["rule.l3"] = LeverageRules.NearlyAutomatic,
        ["rule.l4"] = LeverageRules.OneValueOneHour,
        ["rule.l5"] = LeverageRules.StallToStrategy,
        ["rule.l6"] = LeverageRules.SwapResponse,
        ["rule.l7"] = LeverageRules.RecoveryFirst,
        ["rule.r1"] = RiskRules.TooFar,
        ["rule.r2"] = RiskRules.WantAboveCan,
        ["rule.r3"] = RiskRules.EmptyTank,
        ["rule.r5"] = RiskRules.GuiltEngine,
    };
}
