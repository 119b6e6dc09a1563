using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies;

/// <summary>How one criterion of a rule came out for one request. Immutable.</summary>
/// <remarks>It shows values of the request, arguments included: for whoever may see the request, not for a log.</remarks>
public sealed class CriterionExplanation
{
    internal CriterionExplanation(string key, PolicyTruth truth) => (Key, Truth) = (key, truth);

    /// <summary>Gets the key in the rule: <c>action</c>, <c>roles_any</c>, <c>args</c>, <c>all</c>, <c>any</c>, <c>not</c> and so on. Several criteria in one nested object are shown as <c>all</c>.</summary>
    public string Key { get; }

    /// <summary>Gets the path of the argument; <see langword="null"/> for every key but <c>args</c>.</summary>
    public string? Path { get; internal init; }

    /// <summary>Gets the operator that tests the argument; <see langword="null"/> for every key but <c>args</c>.</summary>
    public string? Operator { get; internal init; }

    /// <summary>Gets how it came out.</summary>
    public PolicyTruth Truth { get; }

    /// <summary>Gets whether it alone would make that which it is part of come out as it did: a false one of an AND, a true one of an OR, all of them where all had to agree.</summary>
    public bool IsDecisive { get; internal init; }

    /// <summary>Gets what the rule asks for, as canonical JSON; <see langword="null"/> where there are <see cref="Parts"/>.</summary>
    public string? Operand { get; internal init; }

    /// <summary>Gets what a reference in the operand leads to, as canonical JSON; <see langword="null"/> if it is no reference, or leads nowhere.</summary>
    public string? ReferencedValue { get; internal init; }

    /// <summary>Gets the value of the request, as canonical JSON; <see langword="null"/> if it is absent or there are <see cref="Parts"/>.</summary>
    public string? Value { get; internal init; }

    /// <summary>Gets the parts of <c>all</c>, <c>any</c> and <c>not</c>.</summary>
    public ImmutableArray<CriterionExplanation> Parts { get; internal init; } = [];

    /// <summary>Writes it as a JSON object; absent properties are left out.</summary>
    /// <param name="writer">Receives the object.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ExplanationJson.Write(writer, this);
    }

    internal CriterionExplanation With(bool isDecisive) => new(Key, Truth)
    {
        Path = Path,
        Operator = Operator,
        IsDecisive = isDecisive,
        Operand = Operand,
        ReferencedValue = ReferencedValue,
        Value = Value,
        Parts = Parts,
    };
}
