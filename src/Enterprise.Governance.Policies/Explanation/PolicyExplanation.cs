using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies;

/// <summary>Why a request was decided as it was: every rule that came into question, every criterion of it, and the value that it met. Immutable.</summary>
/// <remarks>It shows values of the request, arguments included: for whoever may see the request, not for a log.</remarks>
public sealed class PolicyExplanation
{
    internal PolicyExplanation(PolicyDecision decision, ImmutableArray<RuleExplanation> rules) => (Decision, Rules) = (decision, rules);

    /// <summary>Gets the decision, as <see cref="PolicySet.Evaluate"/> makes it.</summary>
    public PolicyDecision Decision { get; }

    /// <summary>Gets the rules by precedence: the highest priority first, ties in ordinal order of their ids.</summary>
    public ImmutableArray<RuleExplanation> Rules { get; }

    /// <summary>
    /// Writes <c>{"decision":…,"rules":[{"policy_id":…,"file":…,"line":…,"column":…,"mode":…,"effect":…,"truth":…,"counts":…,"gives":[…],"when":[…]}]}</c>. A criterion has <c>key</c>, <c>truth</c>,
    /// <c>decisive</c>, and where it applies <c>path</c>, <c>operator</c>, <c>operand</c>, <c>referenced_value</c>, <c>value</c> (absent if the request has none) and <c>parts</c>.
    /// </summary>
    /// <param name="writer">Receives the object.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ExplanationJson.Write(writer, this);
    }

    /// <summary>Returns the explanation as one line of JSON, see <see cref="WriteTo"/>.</summary>
    /// <returns>The JSON object.</returns>
    public string ToJson()
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, PolicyDecision.TextOptions))
            WriteTo(writer);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Returns the explanation as text for people, several lines with <c>\n</c> between them.</summary>
    /// <returns>The text, without a line break at its end.</returns>
    public override string ToString() => ExplanationText.Of(this);
}
