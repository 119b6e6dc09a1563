using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>A request that the solver made up, in no phase yet. Immutable.</summary>
/// <param name="Subjects">Action, tool, tenant, org and user, in the order of <see cref="Subject"/>.</param>
/// <param name="Roles">The roles of the caller.</param>
/// <param name="Args">The arguments as a JSON object.</param>
internal sealed record Model(ImmutableArray<string?> Subjects, ImmutableSortedSet<string> Roles, string Args)
{
    internal PolicyRequest ToRequest(string phase) => new(Subjects[(int)Subject.Action]!)
    {
        Phase = phase,
        Tool = Subjects[(int)Subject.Tool],
        Tenant = Subjects[(int)Subject.Tenant],
        Org = Subjects[(int)Subject.Org],
        User = Subjects[(int)Subject.User],
        Roles = [.. Roles],
        Args = Encoding.UTF8.GetBytes(Args),
    };

    internal bool Satisfies(IEnumerable<Formula> formulas)
    {
        PolicyRequest request = ToRequest(PolicyPhases.Exec);
        EvaluationContext context = new(in request);
        foreach (Formula formula in formulas)
        {
            if (!formula.Holds(ref context))
                return false;
        }

        return true;
    }

    /// <summary>Evaluates the condition of a rule; a request of another tenant than the rule's makes it false.</summary>
    internal Truth Evaluate(PolicyRule rule)
    {
        if (rule.Tenant is { } tenant && tenant != Subjects[(int)Subject.Tenant])
            return Truth.False;
        PolicyRequest request = ToRequest(PolicyPhases.Exec);
        EvaluationContext context = new(in request);
        return rule.Condition.Evaluate(ref context);
    }

    /// <summary>Writes the request as <see cref="PolicyRequestReader"/> reads it; what is absent is left out.</summary>
    internal string ToJson(string phase)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, PolicyDecision.TextOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("phase"u8, phase);
            foreach (Subject subject in Enum.GetValues<Subject>())
            {
                if (Subjects[(int)subject] is { } text)
                    writer.WriteString(subject.ToKey(), text);
            }

            if (!Roles.IsEmpty)
            {
                writer.WriteStartArray("roles"u8);
                foreach (string role in Roles)
                    writer.WriteStringValue(role);
                writer.WriteEndArray();
            }

            if (Args != "{}")
            {
                writer.WritePropertyName("args"u8);
                writer.WriteRawValue(Args, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
