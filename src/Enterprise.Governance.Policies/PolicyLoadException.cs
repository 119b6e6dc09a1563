using System.Collections.Immutable;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>Says that policies cannot be loaded, and lists every reason. Its code is <c>policy_load_failed</c>.</summary>
public sealed class PolicyLoadException : GovernanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errors">What is wrong.</param>
    public PolicyLoadException(ImmutableArray<SourceDiagnostic> errors)
        : base("policy_load_failed", $"The policies cannot be loaded:{string.Concat(errors.Select(static error => $"\n  {error}"))}") => Errors = errors;

    /// <summary>Gets what is wrong.</summary>
    public ImmutableArray<SourceDiagnostic> Errors { get; }
}
