namespace Enterprise.Governance.Postgres;

/// <summary>Says in the container that a capability keeps its tables in the shared database.</summary>
internal sealed record PostgresFeatureRegistration(PostgresFeatures Features);
