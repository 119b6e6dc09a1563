using System.Text.Json;
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

    /// <summary>Gets how a store that materialises keeps it. For the projections of the store's own schema <see cref="ProjectionsOptions.BuiltInMode"/> counts.</summary>
    /// <value><see cref="ProjectionMode.Materialized"/> by default.</value>
    public ProjectionMode Mode { get; init; }

    /// <summary>Returns the text by which a row is marked as changed.</summary>
    /// <param name="values">The values of the key's columns, in the key's order.</param>
    /// <returns>The value itself, or, for a key of several columns, a JSON array of them.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than the key has columns.</exception>
    public string KeyOf(params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Key.Count)
            throw new ArgumentException($"the key of projection `{Name}` has {Key.Count} columns, not {values.Count}", nameof(values));
        return values.Count == 1 ? values[0] : $"[{string.Join(", ", values.Select(static value => $"\"{JsonEncodedText.Encode(value)}\""))}]";
    }

    internal ProjectionDefinition With(ProjectionMode mode) => new(Name, Sql, Key) { Mode = mode };

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
