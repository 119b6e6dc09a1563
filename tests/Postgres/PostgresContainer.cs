using Testcontainers.PostgreSql;

namespace Enterprise.Governance.TestSupport;

/// <summary>A server in a container, for machines without PostgreSQL. One per process; the container engine removes it afterwards.</summary>
internal static class PostgresContainer
{
    internal static async Task<string> StartAsync()
    {
        string image = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_POSTGRES_IMAGE") is { Length: > 0 } chosen ? chosen : "postgres:15";
        PostgreSqlContainer container = new PostgreSqlBuilder(image)
            .WithDatabase("postgres").WithUsername("postgres").WithPassword("postgres").WithCommand("-c", "max_connections=300").Build();
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
