using System.Collections.Immutable;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.PolicyTests;

/// <summary>A test file as it stands: which policies it tests, and the tests.</summary>
/// <param name="Files">The values of <c>files</c>; nothing if the file names none.</param>
/// <param name="Policies">The array <c>policies</c>, or <see langword="null"/>.</param>
/// <param name="Options">What is decided where no rule decides.</param>
/// <param name="Tests">The tests.</param>
internal sealed record PolicyTestDocument(ImmutableArray<SourceNode> Files, SourceNode? Policies, PolicySetOptions Options, ImmutableArray<PolicyTest> Tests);
