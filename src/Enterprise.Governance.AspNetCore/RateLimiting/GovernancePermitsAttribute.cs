namespace Enterprise.Governance.AspNetCore;

/// <summary>Makes one request to an endpoint count as several.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class GovernancePermitsAttribute : Attribute
{
    /// <summary>Sets the weight.</summary>
    /// <param name="permits">How many requests it counts as; at least 1.</param>
    public GovernancePermitsAttribute(int permits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        Permits = permits;
    }

    /// <summary>Gets how many requests it counts as.</summary>
    public int Permits { get; }
}
