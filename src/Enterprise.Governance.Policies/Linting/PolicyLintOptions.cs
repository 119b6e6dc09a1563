namespace Enterprise.Governance.Policies;

/// <summary>What a lint knows and how much it works. Immutable.</summary>
public sealed class PolicyLintOptions
{
    private readonly long _workBudget = 1_000_000;

    /// <summary>The defaults: no catalogue.</summary>
    public static PolicyLintOptions Default { get; } = new();

    /// <summary>Gets the names that the host knows.</summary>
    /// <value><see langword="null"/> by default: any name may come.</value>
    public PolicyCatalogue? Catalogue { get; init; }

    /// <summary>
    /// Gets the most steps that are spent on one rule. A step is one literal looked at, one text or value tried, or one transition of an automaton. Time plays no part, so the same rules
    /// give the same findings everywhere.
    /// </summary>
    /// <value>1,000,000 by default; at least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public long WorkBudget
    {
        get => _workBudget;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _workBudget = value;
        }
    }
}
