namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>Counts steps, so that the same rules give the same findings on every machine.</summary>
internal sealed class Work(long budget)
{
    internal long Spent { get; private set; }

    internal bool IsUsedUp => Spent > budget;

    /// <returns><see langword="false"/> if the budget does not suffice; then nothing does any more.</returns>
    internal bool TrySpend(long steps)
    {
        Spent += steps;
        return !IsUsedUp;
    }
}
