using Enterprise.Governance.Gemini;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Gemini.</summary>
public static class GeminiServiceCollectionExtensions
{
    private const string ClientName = "Enterprise.Governance.Gemini";

    /// <summary>Registers <see cref="GeminiChatClient"/>, and as <see cref="IChatClient"/> if there is none yet. Calling it twice is harmless.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configure">Sets options; optional.</param>
    /// <returns>The builder of the HTTP client, for handlers of the host's own.</returns>
    /// <remarks>The HTTP client lives as long as the container, renews its connections every five minutes and follows no redirects.</remarks>
    public static IHttpClientBuilder AddGeminiChatClient(this IServiceCollection services, Action<GeminiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<GeminiOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GeminiOptions>, GeminiOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new GeminiChatClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName),
            provider.GetRequiredService<IOptions<GeminiOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<GeminiChatClient>>()));
        services.TryAddSingleton<IChatClient>(static provider => provider.GetRequiredService<GeminiChatClient>());
        return services.AddHttpClient(ClientName, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler(static (handler, _) =>
            {
                handler.AllowAutoRedirect = false;

                // A cancelled stream is ended, not read on for a while in the hope of using its connection again: the model would write on.
                handler.MaxResponseDrainSize = 0;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(["x-goog-api-key", "Authorization"]);
    }
}
