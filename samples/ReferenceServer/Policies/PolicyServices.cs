using Enterprise.Governance;

namespace ReferenceServer.Policies;

/// <summary>Registers policies that tenants change by themselves.</summary>
internal static class PolicyServices
{
    /// <summary>Has every process decide by what tenants have saved. After <c>AddEnterpriseGovernance()</c>, whose tenants of files it stands before.</summary>
    internal static IServiceCollection AddSavedPolicies(this IServiceCollection services)
    {
        ServiceDescriptor files = services.Last(static descriptor => descriptor.ServiceType == typeof(ITenantSource));
        services.Remove(files);
        services.AddKeyedSingleton(SavedPolicyTenants.Files, (provider, _) => (ITenantSource)files.ImplementationFactory!(provider));
        services.AddSingleton<PolicyDocuments>().AddSingleton<SavedPolicyTenants>().AddSingleton<PolicyDesk>();
        services.AddSingleton<ITenantSource>(static provider => provider.GetRequiredService<SavedPolicyTenants>());
        return services.AddSingleton<IStartupCheck, TenantFilesCheck>();
    }
}
