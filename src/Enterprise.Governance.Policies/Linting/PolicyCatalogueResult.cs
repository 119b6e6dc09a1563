using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>A catalogue, or every reason why there is none. Immutable.</summary>
public sealed class PolicyCatalogueResult
{
    internal PolicyCatalogueResult(PolicyCatalogue? catalogue, ImmutableArray<SourceDiagnostic> errors) => (Catalogue, Errors) = (catalogue, errors);

    /// <summary>Gets the catalogue; <see langword="null"/> if there is any error.</summary>
    public PolicyCatalogue? Catalogue { get; }

    /// <summary>Gets what is wrong, in the order of lines.</summary>
    public ImmutableArray<SourceDiagnostic> Errors { get; }

    /// <summary>Gets whether there is a catalogue.</summary>
    [MemberNotNullWhen(true, nameof(Catalogue))]
    public bool IsLoaded => Catalogue is not null;
}
