namespace Enterprise.Governance.Projections;

/// <summary>How a store that materialises keeps a projection. Plain views, as on SQLite, know no difference.</summary>
public enum ProjectionMode
{
    /// <summary>As a materialized view, which a refresh computes anew.</summary>
    Materialized,

    /// <summary>As a table of the same name and columns, in which a refresh computes only the rows whose keys were marked as changed.</summary>
    Incremental,
}
