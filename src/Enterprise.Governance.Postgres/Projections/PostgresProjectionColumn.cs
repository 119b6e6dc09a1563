namespace Enterprise.Governance.Postgres;

/// <summary>A column of a projection's list: how it is read, compared and ordered.</summary>
/// <param name="Name">Its name, as the query gives it.</param>
/// <param name="TypeName">Its type, with its schema and quoted: what a filter's text is cast to.</param>
/// <param name="Kind">How its values are read.</param>
/// <param name="IsText">Whether it is of a text type.</param>
/// <param name="IsOrdered">Whether its type has an order of its own; one that has none, such as json, is compared as text.</param>
/// <param name="CanBeNull">Whether there may be a NULL in it; as a rule nobody can tell.</param>
internal sealed record PostgresProjectionColumn(string Name, string TypeName, PostgresColumnKind Kind, bool IsText, bool IsOrdered, bool CanBeNull)
{
    internal string Quoted { get; } = $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Gets the expression that is compared and ordered; the indexes are over the bare column.</summary>
    internal string Ordered => IsOrdered ? Quoted : $"({Quoted}::text COLLATE \"C\")";

    /// <summary>Gets the expression that is read: the column itself where the driver reads its type as we show it, else its text; integers as bigint.</summary>
    internal string Shown => Kind switch
    {
        PostgresColumnKind.Text or PostgresColumnKind.Real => $"{Quoted}::text",
        PostgresColumnKind.Integer when TypeName != "pg_catalog.int8" => $"{Quoted}::bigint",
        _ => Quoted,
    };

    /// <summary>Returns the parameter in the type that <see cref="Ordered"/> has.</summary>
    internal string Cast(string parameter) => IsOrdered && !IsText ? $"{parameter}::{TypeName}" : $"{parameter}::text";
}
