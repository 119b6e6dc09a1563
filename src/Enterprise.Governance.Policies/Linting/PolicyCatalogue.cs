using System.Collections.Immutable;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies;

/// <summary>The names that a host knows: with them the lint finds names that no request will have. Immutable.</summary>
/// <remarks>Names are compared by code point; a list that is absent says nothing, an empty one says that there are none.</remarks>
public sealed class PolicyCatalogue
{
    private readonly ImmutableHashSet<string>? _actions;
    private readonly ImmutableHashSet<string>? _tools;
    private readonly ImmutableHashSet<string>? _roles;
    private readonly ImmutableHashSet<string>? _phases;

    /// <summary>Gets the names of all actions, or <see langword="null"/> if they are not known.</summary>
    /// <exception cref="ArgumentException">One is not a valid name, see <see cref="GovernanceIdentifier"/>.</exception>
    public ImmutableHashSet<string>? Actions
    {
        get => _actions;
        init => _actions = Names(value, nameof(Actions));
    }

    /// <summary>Gets the names of all tools, or <see langword="null"/> if they are not known.</summary>
    /// <exception cref="ArgumentException">One is not a valid name, see <see cref="GovernanceIdentifier"/>.</exception>
    public ImmutableHashSet<string>? Tools
    {
        get => _tools;
        init => _tools = Names(value, nameof(Tools));
    }

    /// <summary>Gets the names of all roles, or <see langword="null"/> if they are not known.</summary>
    /// <exception cref="ArgumentException">One is not a valid identifier, see <see cref="GovernanceIdentifier"/>.</exception>
    public ImmutableHashSet<string>? Roles
    {
        get => _roles;
        init => _roles = Identifiers(value, nameof(Roles));
    }

    /// <summary>Gets the names of all phases, or <see langword="null"/> if they are not known.</summary>
    /// <exception cref="ArgumentException">One is not a valid identifier, see <see cref="GovernanceIdentifier"/>.</exception>
    public ImmutableHashSet<string>? Phases
    {
        get => _phases;
        init => _phases = Identifiers(value, nameof(Phases));
    }

    /// <summary>Reads a catalogue: an object with the lists <c>actions</c>, <c>tools</c>, <c>roles</c> and <c>phases</c>, each of which may be absent; comments and trailing commas are accepted.</summary>
    /// <param name="utf8Json">The bytes of the file.</param>
    /// <param name="file">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <returns>The catalogue, or everything that is wrong.</returns>
    public static PolicyCatalogueResult Load(ReadOnlyMemory<byte> utf8Json, string? file = null) => CatalogueReader.Read(utf8Json, file);

    private static ImmutableHashSet<string>? Names(ImmutableHashSet<string>? names, string paramName) =>
        names?.Select(name => GovernanceIdentifier.RequireName(name, paramName)).ToImmutableHashSet(StringComparer.Ordinal);

    private static ImmutableHashSet<string>? Identifiers(ImmutableHashSet<string>? names, string paramName) =>
        names?.Select(name => GovernanceIdentifier.Require(name, paramName)).ToImmutableHashSet(StringComparer.Ordinal);
}
