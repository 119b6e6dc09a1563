using Testcontainers.PostgreSql;

namespace Enterprise.Governance.TestSupport;

/// <summary>A server in a container, for machines without PostgreSQL. One per process: a shared one would need somebody to remove it.</summary>
internal static class PostgresContainer
{
    internal static async Task<string> StartAsync()
    {
        string image = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_POSTGRES_IMAGE") is { Length: > 0 } chosen ? chosen : "postgres:15";
        PostgreSqlContainer container = new PostgreSqlBuilder(image)
            .WithDatabase("postgres").WithUsername("postgres").WithPassword("postgres").WithCommand("-c", "max_connections=800").Build();

        // The engine's reaper removes it too, after a crash; but a reaper may be disabled.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
