namespace Enterprise.Governance.Postgres;

/// <summary>How the values of a column are read and shown.</summary>
internal enum PostgresColumnKind
{
    /// <summary>As text, whatever the type.</summary>
    Text,

    /// <summary>As a 64-bit integer.</summary>
    Integer,

    /// <summary>As text that is shown as a double: numeric and float4 lose nothing on the way, so that a cursor is exact.</summary>
    Real,

    /// <summary>As a double.</summary>
    Double,

    /// <summary>As an instant, shown in UTC.</summary>
    Instant,

    /// <summary>As a time without a zone.</summary>
    Time,

    /// <summary>As a day.</summary>
    Day,
}
