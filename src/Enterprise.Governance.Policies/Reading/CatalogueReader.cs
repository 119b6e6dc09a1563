using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>Reads a <see cref="PolicyCatalogue"/>.</summary>
internal sealed class CatalogueReader
{
    private static readonly string[] s_keys = ["actions", "tools", "roles", "phases"];

    private readonly List<SourceDiagnostic> _errors = [];

    internal static PolicyCatalogueResult Read(ReadOnlyMemory<byte> utf8Json, string? file)
    {
        if (!SourceDocument.TryParse(utf8Json, file, out SourceNode? root, out ImmutableArray<SourceDiagnostic> problems))
            return new PolicyCatalogueResult(null, problems);
        CatalogueReader reader = new();
        PolicyCatalogue? catalogue = reader.Read(root);
        return new PolicyCatalogueResult(catalogue, [.. reader._errors.OrderBy(static error => error.Line).ThenBy(static error => error.Column)]);
    }

    private PolicyCatalogue? Read(SourceNode root)
    {
        if (root.Kind != JsonValueKind.Object)
            _errors.Add(root.Problem("wrong_type", "a catalogue must be an object", "write `{\"actions\": [ … ], \"tools\": [ … ], \"roles\": [ … ]}`"));
        foreach (SourceMember member in root.Members)
        {
            if (!s_keys.Contains(member.Name, StringComparer.Ordinal))
                _errors.Add(member.UnknownKey(s_keys));
        }

        ImmutableHashSet<string>? actions = ReadNames(root, "actions"), tools = ReadNames(root, "tools"), roles = ReadNames(root, "roles"), phases = ReadNames(root, "phases");
        return _errors.Count > 0 ? null : new PolicyCatalogue { Actions = actions, Tools = tools, Roles = roles, Phases = phases };
    }

    private ImmutableHashSet<string>? ReadNames(SourceNode root, string key)
    {
        if (root.Find(key) is not { } list)
            return null;
        if (list.Kind != JsonValueKind.Array)
            _errors.Add(list.Problem("wrong_type", $"`{key}` must be a list of names", "write it between `[` and `]`, or leave it out"));
        bool areIdentifiers = key is "roles" or "phases";
        foreach (SourceNode item in list.Items)
        {
            string? problem = null;
            if (item.Kind != JsonValueKind.String)
                _errors.Add(item.Problem("wrong_type", $"a name in `{key}` must be a string, not `{item.Excerpt}`", "write it between double quotes"));
            else if (!(areIdentifiers ? GovernanceIdentifier.IsValid(item.StringValue, out problem) : GovernanceIdentifier.IsValidName(item.StringValue, out problem)))
                _errors.Add(item.Problem("invalid_id", $"a name in `{key}` {problem}", "list names as requests have them"));
            else if (item.StringValue.Contains('*', StringComparison.Ordinal))
                _errors.Add(item.Problem("pattern_in_catalogue", $"`{item.StringValue}` in `{key}` is a pattern", "list the names one by one"));
        }

        return [.. list.Items.Select(static item => item.StringValue).OfType<string>()];
    }
}
