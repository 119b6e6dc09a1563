using Enterprise.Governance.Anchoring;
using Microsoft.Extensions.Options;

namespace ReferenceServer.Anchoring;

/// <summary>Anchors the chains, if there is a key to sign with: one given in <c>GOVERNANCE_SIGNING_KEY</c> or <c>Governance:Anchoring:SigningKey</c>, in Development one of its own.</summary>
internal static class AnchoringServices
{
    internal const string Section = "Governance:Anchoring";

    internal static IServiceCollection AddAnchoring(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        string? key = configuration["GOVERNANCE_SIGNING_KEY"] is { Length: > 0 } given ? given : configuration[$"{Section}:SigningKey"];
        if (string.IsNullOrEmpty(key) && !environment.IsDevelopment())
            return services;
        services.AddSingleton<DevelopmentSigningKey>();
        services.AddOptions<AnchoringOptions>().BindConfiguration(Section).Configure<IServiceProvider>((options, provider) =>
        {
            options.SigningKey = string.IsNullOrEmpty(key) ? provider.GetRequiredService<DevelopmentSigningKey>().Read() : key;
            if (configuration[$"{Section}:CheckpointFile"] is { Length: > 0 } file)
                options.Sinks.Add(new FileCheckpointSink(file));
            if (configuration[$"{Section}:CheckpointDirectory"] is { Length: > 0 } directory)
                options.Sinks.Add(new DirectoryCheckpointSink(directory, provider.GetRequiredService<TimeProvider>()));
        });
        return services.AddGovernanceAnchoring();
    }
}
