using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Governance;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace ReferenceServer.Policies;

/// <summary>Reads and writes a tenant's own policies: <c>{"default_effect":…,"policies":[…]}</c>, or the array alone.</summary>
internal static class PolicyText
{
    internal const int MaxLength = 200_000;

    private static readonly string[] Keys = ["default_effect", "policies"], RuleKeys = ["policy_id", "phase", "priority", "enabled", "mode", "when", "effect"];

    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["phase"] = """["exec"]""", ["priority"] = "0", ["enabled"] = "true", ["mode"] = "\"enforce\"", ["when"] = "{}",
    };

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads rules that match the tenant and nobody else.</summary>
    internal static ParsedPolicies Parse(string tenant, string text)
    {
        List<SourceDiagnostic> errors = [], warnings = [];
        PolicySetOptions? options = null;
        PolicyRules? rules = null;
        if (text.Length > MaxLength)
            errors.Add(new SourceDiagnostic("too_large", $"the text has {text.Length} characters; at most {MaxLength} are allowed", null, 1, 1, "", "take several rules together"));
        else if (!SourceDocument.TryParse(Encoding.UTF8.GetBytes(text), null, out SourceNode? root, out ImmutableArray<SourceDiagnostic> syntax))
            errors.AddRange(syntax);
        else if (root.Kind is not (JsonValueKind.Array or JsonValueKind.Object))
            errors.Add(root.Problem("wrong_type", "policies must be an array of rules or an object with `policies`", "write `{\"policies\": [ … ]}`"));
        else
        {
            errors.AddRange(root.Members.Where(static member => !Keys.Contains(member.Name)).Select(static member => member.UnknownKey(Keys)));
            if (root.Find("default_effect") is { } effect)
                options = PolicySetOptions.Read(effect, errors);
            if ((root.Kind == JsonValueKind.Array ? root : root.Find("policies")) is not { } policies)
                errors.Add(root.Problem("missing_key", "the document has no `policies`", "write `{\"policies\": [ … ]}`"));
            else
            {
                rules = PolicyRules.Read(policies, tenant, errors, warnings);
                errors.AddRange(policies.Items.SelectMany(rule => ForeignTenants(rule.Find("when"), tenant)));
            }
        }

        return new ParsedPolicies(errors.Count == 0 ? rules : null, options, InOrder(errors), InOrder(warnings));
    }

    /// <summary>Writes what a tenant's file says about policies; reading it gives the same rules.</summary>
    internal static string Write(TenantConfiguration tenant)
    {
        JsonArray rules = [];
        foreach (PolicyRule rule in tenant.Policies.Items)
        {
            JsonObject normal = JsonNode.Parse(rule.Document.Span)!.AsObject(), shown = [];
            foreach (string key in RuleKeys)
            {
                if (normal[key] is { } value && Defaults.GetValueOrDefault(key) != value.ToJsonString())
                    shown[key] = value.DeepClone();
            }

            rules.Add((JsonNode)shown);
        }

        JsonObject document = [];
        if (tenant.PolicyOptions is { } options)
            document["default_effect"] = JsonNode.Parse(PolicySet.Compose([], options).GetSet().Document.Span)!["default_effect"]!.DeepClone();
        document["policies"] = rules;
        return document.ToJsonString(Readable);
    }

    internal static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A tenant's rules match that tenant alone, so one that names a tenant says something that it cannot do.</summary>
    private static IEnumerable<SourceDiagnostic> ForeignTenants(SourceNode? condition, string tenant) => condition is null ? [] :
    [
        .. condition.Members.Where(static member => member.Name == "tenant").Where(member => member.Value.StringValue != tenant)
            .Select(static member => member.NameProblem("foreign_tenant", "a tenant's own rule cannot name another tenant", "leave `tenant` out: the rule matches this tenant alone")),
        .. condition.Members.Where(static member => member.Name is "all" or "any" or "not").SelectMany(static member => member.Value.Kind == JsonValueKind.Array ? member.Value.Items : [member.Value])
            .SelectMany(nested => ForeignTenants(nested, tenant)),
    ];

    private static ImmutableArray<SourceDiagnostic> InOrder(List<SourceDiagnostic> problems) => [.. problems.OrderBy(static problem => problem.Line).ThenBy(static problem => problem.Column)];
}

/// <summary>What a text says, or what is wrong with it. Immutable.</summary>
/// <param name="Rules">The rules; <see langword="null"/> beside an error.</param>
/// <param name="Options">What is decided where no rule decides; <see langword="null"/> for the house's.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Warnings">What looks like a mistake.</param>
internal sealed record ParsedPolicies(PolicyRules? Rules, PolicySetOptions? Options, ImmutableArray<SourceDiagnostic> Errors, ImmutableArray<SourceDiagnostic> Warnings);
