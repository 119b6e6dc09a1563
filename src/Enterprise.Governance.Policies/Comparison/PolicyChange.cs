using System.Collections.Immutable;

namespace Enterprise.Governance.Policies;

/// <summary>One kind of change between two policy sets: one action, the same parts of the decision, the same rules behind it.</summary>
public sealed class PolicyChange
{
    internal PolicyChange(string action, PolicyEffect before, PolicyEffect after, ImmutableArray<string> members) => (Action, Before, After, Members) = (action, before, after, members);

    /// <summary>Gets the action.</summary>
    public string Action { get; }

    /// <summary>Gets the effect of the first set.</summary>
    public PolicyEffect Before { get; }

    /// <summary>Gets the effect of the second set.</summary>
    public PolicyEffect After { get; }

    /// <summary>Gets the parts of the decision that differ: <c>effect</c>, <c>cost_units</c>, <c>deny_reason</c>, <c>obligations</c>.</summary>
    public ImmutableArray<string> Members { get; }

    /// <summary>Gets the rules that count in the second set and not in the first, in ordinal order.</summary>
    public ImmutableArray<string> Gained { get; internal init; } = [];

    /// <summary>Gets the rules that count in the first set and not in the second, in ordinal order.</summary>
    public ImmutableArray<string> Lost { get; internal init; } = [];

    /// <summary>Gets the rules that count in both and do not say the same in both, in ordinal order.</summary>
    public ImmutableArray<string> Altered { get; internal init; } = [];

    /// <summary>Gets how many requests changed in this way.</summary>
    public long Count { get; internal set; }

    /// <summary>Gets the first of them.</summary>
    public ImmutableArray<PolicyChangeExample> Examples { get; internal set; } = [];

    /// <summary>Returns what two requests have in common that changed in the same way. No id holds a control character.</summary>
    internal string ToKey() => string.Join('\0', Action, Before, After, string.Join(',', Members), string.Join('\u0001', Gained), string.Join('\u0001', Lost), string.Join('\u0001', Altered));
}
