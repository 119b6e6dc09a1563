using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>Reads <c>default_effect</c>.</summary>
internal static class DefaultEffectReader
{
    private const string EveryOther = "*";

    internal static PolicySetOptions? Read(SourceNode node, ICollection<SourceDiagnostic> errors)
    {
        int before = errors.Count;
        PolicyEffect? effect = PolicyEffect.Allow;
        Dictionary<string, PolicyEffect> byPhase = new(StringComparer.Ordinal);
        if (node.Kind == JsonValueKind.Object)
        {
            foreach (SourceMember member in node.Members)
                ReadPhase(member, byPhase, errors);
            if (byPhase.Remove(EveryOther, out PolicyEffect other))
                effect = other;
        }
        else
        {
            effect = ReadEffect(node, errors);
        }

        return errors.Count == before ? new PolicySetOptions { DefaultEffect = effect!.Value, DefaultEffectsByPhase = byPhase } : null;
    }

    private static void ReadPhase(SourceMember member, Dictionary<string, PolicyEffect> byPhase, ICollection<SourceDiagnostic> errors)
    {
        if (!GovernanceIdentifier.IsValid(member.Name, out string? problem))
            errors.Add(member.NameProblem("invalid_id", $"a phase {problem}", $"take 1 to {GovernanceIdentifier.MaxLength} characters without control characters"));
        else if (member.Name != EveryOther && member.Name.Contains('*', StringComparison.Ordinal))
            errors.Add(member.NameProblem("invalid_phase", $"`{member.Name}` is no phase: a `*` is no wildcard here", "list the phases by name; `*` alone is every other phase"));
        if (ReadEffect(member.Value, errors) is { } effect)
            byPhase[member.Name] = effect;
    }

    private static PolicyEffect? ReadEffect(SourceNode node, ICollection<SourceDiagnostic> errors)
    {
        switch (node.StringValue)
        {
            case "allow":
                return PolicyEffect.Allow;
            case "deny":
                return PolicyEffect.Deny;
            default:
                errors.Add(node.Problem("unknown_effect", $"a default effect must be `allow` or `deny`, not `{node.Excerpt}`", "an approval needs a rule that asks for it"));
                return null;
        }
    }
}
