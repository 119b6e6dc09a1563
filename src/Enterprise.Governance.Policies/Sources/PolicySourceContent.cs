using System.Collections.Immutable;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>What a source holds at one time.</summary>
/// <param name="Files">The files that could be read.</param>
/// <param name="Errors">One diagnostic for each file that could not.</param>
public readonly record struct PolicySourceContent(ImmutableArray<PolicyFile> Files, ImmutableArray<SourceDiagnostic> Errors);
