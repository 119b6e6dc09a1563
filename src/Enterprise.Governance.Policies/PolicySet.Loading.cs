using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Reading;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies;

public sealed partial class PolicySet
{
    /// <summary>Loads a set from text.</summary>
    /// <param name="json">An array of rules or an object with <c>policies</c>; comments and trailing commas are accepted.</param>
    /// <param name="file">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <param name="options">What is decided where no rule decides; <see cref="PolicySetOptions.Default"/> if absent.</param>
    /// <returns>The set, or everything that is wrong.</returns>
    public static PolicyLoadResult Load(string json, string? file = null, PolicySetOptions? options = null) =>
        Load([PolicyFile.FromText(json, file)], options);

    /// <summary>Loads a set from several files.</summary>
    /// <param name="files">The files; an id may be given once in all of them.</param>
    /// <param name="options">What is decided where no rule decides; <see cref="PolicySetOptions.Default"/> if absent.</param>
    /// <returns>The set, or everything that is wrong in any of the files.</returns>
    public static PolicyLoadResult Load(IEnumerable<PolicyFile> files, PolicySetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        List<SourceDiagnostic> errors = [], warnings = [];
        List<PolicyRule> rules = [];
        RuleIds ids = new();
        foreach (PolicyFile file in files)
            ReadFile(file, rules, ids, errors, warnings);
        return new PolicyLoadResult(errors.Count == 0 ? new PolicySet(rules, options ?? PolicySetOptions.Default) : null, errors, warnings);
    }

    /// <summary>Compiles rules that were read before.</summary>
    /// <param name="parts">The rules; an id may be given once in all of them.</param>
    /// <param name="options">What is decided where no rule decides; <see cref="PolicySetOptions.Default"/> if absent.</param>
    /// <returns>The set, or one error for each id that is given twice, which names both places.</returns>
    public static PolicyLoadResult Compose(IEnumerable<PolicyRules> parts, PolicySetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        List<SourceDiagnostic> errors = [];
        RuleIds ids = new();
        List<PolicyRule> rules = [.. parts.SelectMany(static part => part.Items)];
        foreach (PolicyRule rule in rules)
        {
            ids.Add(rule.Header.DeclaredId, rule.Header, errors);
            if (rule.PolicyId != rule.Header.DeclaredId)
                ids.Add(rule.PolicyId, rule.Header, errors);
        }

        return new PolicyLoadResult(errors.Count == 0 ? new PolicySet(rules, options ?? PolicySetOptions.Default) : null, errors, []);
    }

    /// <summary>Makes the set again that wrote a <see cref="Document"/>: same rules, same version.</summary>
    /// <param name="document">The document of a set.</param>
    /// <param name="name">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <returns>The set, or everything that is wrong. Whoever knows the version compares it with <see cref="Version"/>.</returns>
    public static PolicyLoadResult FromDocument(ReadOnlyMemory<byte> document, string? name = null)
    {
        List<SourceDiagnostic> errors = [], warnings = [];
        List<PolicyRule> rules = [];
        PolicySetOptions? options = null;
        if (SourceDocument.TryParse(document, name, out SourceNode? root, out var problems))
            options = PolicySetDocument.Read(root, rules, errors, warnings);
        errors.AddRange(problems);
        return new PolicyLoadResult(errors.Count == 0 ? new PolicySet(rules, options!) : null, errors, warnings);
    }

    /// <summary>Makes the effective set of a tenant: the rules of this set and the tenant's own, the latter matching only that tenant.</summary>
    /// <param name="tenantRules">The tenant's own rules.</param>
    /// <param name="options">What is decided for the tenant where no rule decides; that of this set if absent.</param>
    /// <returns>The set, or one error for each id that both have, which names both places. This set itself if the tenant adds nothing.</returns>
    public PolicyLoadResult ForTenant(PolicyRules tenantRules, PolicySetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tenantRules);
        if (tenantRules.Items.IsEmpty && (options is null || ReferenceEquals(options, Options)))
            return new PolicyLoadResult(this, [], []);
        return Compose([new PolicyRules(null, Rules), tenantRules], options ?? Options);
    }

    private static void ReadFile(PolicyFile file, List<PolicyRule> rules, RuleIds ids, List<SourceDiagnostic> errors, List<SourceDiagnostic> warnings)
    {
        if (!SourceDocument.TryParse(file.Utf8Json, file.Name, out SourceNode? root, out var problems))
        {
            errors.AddRange(problems);
            return;
        }

        List<SourceDiagnostic> own = [], ownWarnings = [];
        new RuleReader(null, normalForm: false, ids, own, ownWarnings).ReadFile(root, rules);
        errors.AddRange(own.OrderBy(static error => error.Line).ThenBy(static error => error.Column));
        warnings.AddRange(ownWarnings.OrderBy(static warning => warning.Line).ThenBy(static warning => warning.Column));
    }
}
