namespace Enterprise.Governance.Projections;

/// <summary>How a filter compares a column with a value.</summary>
public enum ProjectionOperator
{
    /// <summary>The column is the value; a <see langword="null"/> value asks for NULL.</summary>
    Equal,

    /// <summary>The column is below the value.</summary>
    Less,

    /// <summary>The column is above the value.</summary>
    Greater,

    /// <summary>The column, a text, contains the value; letters A to Z in either case.</summary>
    Contains,

    /// <summary>The column, a JSON array of texts, has the value as an element.</summary>
    HasElement,
}
