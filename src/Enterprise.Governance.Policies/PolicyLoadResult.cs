using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>A policy set, or every reason why there is none. Immutable.</summary>
public sealed class PolicyLoadResult
{
    internal PolicyLoadResult(PolicySet? set, IEnumerable<SourceDiagnostic> errors, IEnumerable<SourceDiagnostic> warnings)
    {
        Errors = [.. errors];
        Warnings = [.. warnings];
        Set = Errors.IsEmpty ? set : null;
    }

    /// <summary>Gets the set; <see langword="null"/> if there is any error.</summary>
    public PolicySet? Set { get; }

    /// <summary>Gets what is wrong, file by file in the order of lines.</summary>
    public ImmutableArray<SourceDiagnostic> Errors { get; }

    /// <summary>Gets what can be loaded and looks like a mistake, file by file in the order of lines.</summary>
    public ImmutableArray<SourceDiagnostic> Warnings { get; }

    /// <summary>Gets whether there is a set.</summary>
    [MemberNotNullWhen(true, nameof(Set))]
    public bool IsLoaded => Set is not null;

    /// <summary>Returns the set.</summary>
    /// <returns><see cref="Set"/>.</returns>
    /// <exception cref="PolicyLoadException">There is an error; the exception lists all of them.</exception>
    public PolicySet GetSet() => Set ?? throw new PolicyLoadException(Errors);
}
