namespace Enterprise.Governance.Policies;

/// <summary>The names of effects in JSON.</summary>
public static class PolicyEffectExtensions
{
    /// <summary>Returns the effect's name in JSON.</summary>
    /// <param name="effect">The effect.</param>
    /// <returns><c>allow</c>, <c>require_approval</c> or <c>deny</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the three.</exception>
    public static string ToJsonName(this PolicyEffect effect) => effect switch
    {
        PolicyEffect.Allow => "allow",
        PolicyEffect.RequireApproval => "require_approval",
        PolicyEffect.Deny => "deny",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };
}
