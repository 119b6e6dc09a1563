using System.Collections.Immutable;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Rules;

/// <summary>
/// What both forms of a rule share, with the id as written and the place where it stands. One object per rule as written: the two
/// rules of a list form have the same.
/// </summary>
internal sealed record RuleHeader(
    string DeclaredId,
    ImmutableArray<string> Phases,
    int Priority,
    bool Enabled,
    PolicyMode Mode,
    string? Tenant,
    SourceDiagnostic Place);
