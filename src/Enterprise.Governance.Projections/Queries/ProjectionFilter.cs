namespace Enterprise.Governance.Projections;

/// <summary>A condition on one column. Immutable.</summary>
public sealed record ProjectionFilter
{
    /// <summary>Creates a condition.</summary>
    /// <param name="column">The column.</param>
    /// <param name="comparison">How it is compared.</param>
    /// <param name="value">The text it is compared with; always bound as a parameter.</param>
    /// <exception cref="ArgumentException">The column is no column name, or the value is missing where it is needed.</exception>
    public ProjectionFilter(string column, ProjectionOperator comparison, string? value)
    {
        ProjectionDefinition.RequireIdentifier(column, nameof(column));
        if (!Enum.IsDefined(comparison))
            throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "not a comparison");
        if (value is null && comparison != ProjectionOperator.Equal)
            throw new ArgumentException($"the comparison {comparison} of `{column}` needs a value", nameof(value));
        Column = column;
        Operator = comparison;
        Value = value;
    }

    /// <summary>Gets the column.</summary>
    public string Column { get; }

    /// <summary>Gets how it is compared.</summary>
    public ProjectionOperator Operator { get; }

    /// <summary>Gets the value, or <see langword="null"/> for NULL.</summary>
    public string? Value { get; }
}
