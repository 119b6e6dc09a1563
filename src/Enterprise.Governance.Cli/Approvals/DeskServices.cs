using Enterprise.Governance.Cli.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Cli.Approvals;

/// <summary>A container of the host's own registration, on one database: approvals are decided by the code that decides them everywhere.</summary>
internal static class DeskServices
{
    internal static ServiceProvider Create(DatabaseLocation location, AuditSecrets secrets, TimeProvider time)
    {
        ServiceCollection services = new();
        services.AddSingleton(time);

        // No configuration is registered, so nothing but these values counts; nothing is started, so neither tenants nor policies are read.
        services.AddEnterpriseGovernance(options =>
        {
            options.AuditSecret = secrets.AuditSecret;
            options.AuditKeysJson = secrets.AuditKeysJson;
            options.SchemaMode = SchemaMode.Validate;
        });
        location.Register(services);
        return services.BuildServiceProvider();
    }
}
