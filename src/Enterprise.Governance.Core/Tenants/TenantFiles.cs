using System.Collections.Frozen;
using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Tenants;

/// <summary>All tenant files as they were read together: either sound as a whole, or a list of problems. Immutable.</summary>
internal sealed class TenantFiles
{
    private readonly FrozenDictionary<string, TenantConfiguration> _tenants;
    private readonly SourceNode? _default;
    private readonly int _windowSeconds;

    private TenantFiles(FrozenDictionary<string, TenantConfiguration> tenants, SourceNode? fallback, int windowSeconds)
    {
        _tenants = tenants;
        _default = fallback;
        _windowSeconds = windowSeconds;
    }

    internal static TenantFiles None { get; } = new(FrozenDictionary<string, TenantConfiguration>.Empty, null, 60);

    internal IReadOnlyList<string> Ids => [.. _tenants.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Reads files named after their tenants; <c>_default.json</c> stands for every other tenant.</summary>
    internal static (TenantFiles? Files, ImmutableArray<SourceDiagnostic> Errors, ImmutableArray<SourceDiagnostic> Warnings) Read(IEnumerable<PolicyFile> files, int windowSeconds)
    {
        List<SourceDiagnostic> errors = [], warnings = [];
        Dictionary<string, TenantConfiguration> tenants = new(StringComparer.Ordinal);
        SourceNode? fallback = null;
        foreach (PolicyFile file in files)
        {
            string id = Path.GetFileNameWithoutExtension(file.Name ?? "");
            if (!SourceDocument.TryParse(file.Utf8Json, file.Name, out SourceNode? root, out var problems))
            {
                errors.AddRange(problems);
                continue;
            }

            List<SourceDiagnostic> own = [];
            TenantConfiguration? configuration = new TenantFileReader(windowSeconds, own, warnings).Read(root, id, id);
            errors.AddRange(own.OrderBy(static e => e.Line).ThenBy(static e => e.Column));
            if (configuration is null)
                continue;
            if (id == TenantFileReader.DefaultTenant)
                fallback = root;
            else
                tenants.Add(id, configuration);
        }

        TenantFiles? read = errors.Count == 0 ? new TenantFiles(tenants.ToFrozenDictionary(StringComparer.Ordinal), fallback, windowSeconds) : null;
        return (read, [.. errors], [.. warnings]);
    }

    internal TenantConfiguration? Find(string tenant)
    {
        if (_tenants.TryGetValue(tenant, out TenantConfiguration? configuration))
            return configuration;

        // The default file was read without a problem before, so this reading has none either.
        return _default is null ? null : new TenantFileReader(_windowSeconds, [], []).Read(_default, TenantFileReader.DefaultTenant, tenant);
    }
}
