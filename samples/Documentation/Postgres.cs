using Enterprise.Governance;
using Enterprise.Governance.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Documentation;

internal static class Postgres
{
    internal static void RegisterAndScript()
    {
        ServiceCollection services = new();
        services.AddGovernancePolicies()
            .UsePostgres("Host=localhost;Database=app;Username=app", postgres => postgres.SchemaMode = SchemaMode.Validate);

        // for operators who apply the schema themselves, as the role that shall own it, and then give the application's role its rights
        Console.WriteLine(GovernancePostgresSchema.Script(PostgresFeatures.Policies));
        Console.WriteLine(GovernancePostgresSchema.GrantScript(PostgresFeatures.Policies, "app", "refresher", "auditor"));
    }

    internal static void Operate(HostApplicationBuilder builder)
    {
        NpgsqlDataSourceBuilder source = new("Host=pooler;Port=6432;Database=app;Username=app;No Reset On Close=true;Max Auto Prepare=0");
        builder.Services.AddEnterpriseGovernance().UsePostgres(source.Build());

        builder.Services.AddHealthChecks().AddGovernance();
    }
}
