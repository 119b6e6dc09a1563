using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;

namespace ReferenceServer.Authentication;

/// <summary>How often one may try to log in: from an address, and with a key that exists. Counted in the database, so exactly, whichever process is asked. Thread-safe.</summary>
internal sealed class LoginLimit(IRateLimitStore store, IOptions<ServerOptions> options)
{
    private const int WindowSeconds = 60;

    // No tenant can be called that, so none shares these counters.
    private const string Nobody = "\u0001login";

    /// <summary>Counts an attempt.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="user">Whose key it is; keys of nobody are counted by address alone, so that making them up leaves nothing behind.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>How long to wait, or <see langword="null"/> if the attempt may go on.</returns>
    internal async Task<TimeSpan?> CountAsync(IPAddress? address, UserEntry? user, CancellationToken cancellationToken)
    {
        ImmutableArray<RateLimitStoreKey> keys = [new(RateLimitKind.Org, Network(address), options.Value.LoginsPerAddress)];
        if (user is not null)
            keys = keys.Add(new RateLimitStoreKey(RateLimitKind.User, $"{user.Tenant}/{user.User}", options.Value.LoginsPerKey));
        RateLimitStoreResult result = await store.AcquireAsync(new RateLimitStoreRequest(Nobody, WindowSeconds, 1, keys), cancellationToken);
        if (result.IsAcquired)
            return null;
        long end = result.Keys.Where(static key => key.IsRefused).Max(static key => key.WindowStart) + WindowSeconds;
        return TimeSpan.FromSeconds(Math.Max(1, end - result.Now.ToUnixTimeSeconds()));
    }

    /// <summary>An IPv4 address, or the network of an IPv6 one: whoever has one address there has all of them.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null)
            return "none";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
