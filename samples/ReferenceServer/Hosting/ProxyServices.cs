using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferenceServer.Data;

namespace ReferenceServer.Hosting;

/// <summary>What an API process needs that stands behind a proxy, beside others like it.</summary>
internal static class ProxyServices
{
    /// <summary>Takes the word of this machine's proxies and of those of <see cref="ServerOptions.TrustedProxies"/> about the caller.</summary>
    internal static IServiceCollection AddTrustedProxies(this IServiceCollection services)
    {
        services.AddOptions<ServerOptions>().Validate(
            static server => server.TrustedProxies.All(static network => System.Net.IPNetwork.TryParse(network, out _)), "`Server:TrustedProxies` takes networks such as `10.0.0.0/8`; the bits after the prefix must be 0");
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ServerOptions>>(static (forwarded, server) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.All;
            foreach (string network in server.Value.TrustedProxies)
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        });
        return services;
    }

    /// <summary>Makes what one process has protected readable for the others.</summary>
    internal static IServiceCollection AddProtectionKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("reference-server");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>(static (keys, dataSource) => keys.XmlRepository = new ProtectionKeys(dataSource));
        return services;
    }
}
