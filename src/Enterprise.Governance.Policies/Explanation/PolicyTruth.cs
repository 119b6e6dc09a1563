namespace Enterprise.Governance.Policies;

/// <summary>The three outcomes of a condition (Kleene's logic), ordered so that AND is the least and OR the greatest.</summary>
public enum PolicyTruth
{
    /// <summary>It does not hold.</summary>
    False = 0,

    /// <summary>It cannot be told: an argument is absent or of the wrong type. A rule that denies or requires approval counts then.</summary>
    Unknown = 1,

    /// <summary>It holds.</summary>
    True = 2,
}
