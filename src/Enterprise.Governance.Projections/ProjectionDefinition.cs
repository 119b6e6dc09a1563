using System.Text.RegularExpressions;

namespace Enterprise.Governance.Projections;

/// <summary>A read model: a name, the query that defines it, and the columns that identify its rows. Immutable.</summary>
public sealed partial class ProjectionDefinition
{
    /// <summary>Creates a definition.</summary>
    /// <param name="name">The name of the view: <c>[a-z_][a-z0-9_]{0,62}</c>.</param>
    /// <param name="sql">One SELECT in the dialect of the store, without a semicolon; <see langword="null"/> for a view that the store's own schema makes.</param>
    /// <param name="key">The columns whose values are unique together; at least one.</param>
    /// <exception cref="ArgumentException">An argument is not valid.</exception>
    public ProjectionDefinition(string name, string? sql, params IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        RequireIdentifier(name, nameof(name));
        if (key.Count == 0)
            throw new ArgumentException($"the projection `{name}` needs a key of at least one column", nameof(key));
        foreach (string column in key)
            RequireIdentifier(column, nameof(key));
        if (sql is not null && (!SelectPattern().IsMatch(sql) || sql.Contains(';', StringComparison.Ordinal)))
            throw new ArgumentException($"the query of projection `{name}` must be one SELECT, without a semicolon", nameof(sql));
        Name = name;
        Sql = sql?.Trim();
        Key = [.. key];
    }

    /// <summary>Gets the name of the view.</summary>
    public string Name { get; }

    /// <summary>Gets the defining query, or <see langword="null"/> if the store's schema makes the view.</summary>
    public string? Sql { get; }

    /// <summary>Gets the columns whose values are unique together.</summary>
    public IReadOnlyList<string> Key { get; }

    internal static void RequireIdentifier(string? identifier, string paramName)
    {
        if (identifier is null || !IdentifierPattern().IsMatch(identifier))
            throw new ArgumentException($"`{identifier}` is not a name of lower-case letters, digits and `_`, beginning with a letter or `_`, of at most 63 characters", paramName);
    }

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex(@"\A\s*(select|with)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SelectPattern();
}
