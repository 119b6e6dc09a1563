using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Enterprise.Governance.TestSupport;

/// <summary>Stands between a client and the server and writes down each exchange: what was sent up to a Sync, and the tags that came back.</summary>
internal sealed class WireTap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Lock _lock = new();
    private readonly List<string> _exchanges = [];

    private WireTap(string host, int port)
    {
        _host = host;
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Gets the exchanges so far: the command tags of each, such as <c>BEGIN SELECT COMMIT</c>.</summary>
    internal IReadOnlyList<string> Exchanges
    {
        get
        {
            lock (_lock)
                return [.. _exchanges];
        }
    }

    /// <summary>Starts a tap for the server of <paramref name="connection"/>, and turns the connection to it.</summary>
    internal static WireTap Start(NpgsqlConnectionStringBuilder connection)
    {
        WireTap tap = new(connection.Host!, connection.Port);
        connection.Host = "127.0.0.1";
        connection.Port = ((IPEndPoint)tap._listener.LocalEndpoint).Port;
        connection.SslMode = SslMode.Disable;
        connection.GssEncryptionMode = GssEncryptionMode.Disable;
        return tap;
    }

    internal void Clear()
    {
        lock (_lock)
            _exchanges.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The tap is closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (TcpClient server = new())
        {
            try
            {
                await server.ConnectAsync(_host, _port, _stop.Token);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), ReadAnswersAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Either side has gone.
            }
        }
    }

    /// <summary>Passes the server's messages on. Each is a type, a length and a body; <c>C</c> is a command's tag and <c>Z</c> ends an exchange.</summary>
    private async Task ReadAnswersAsync(Stream server, Stream client)
    {
        byte[] header = new byte[5];
        List<string> tags = [];
        bool isStarting = true;
        while (true)
        {
            await server.ReadExactlyAsync(header, _stop.Token);
            byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
            await server.ReadExactlyAsync(body, _stop.Token);
            if (header[0] == (byte)'C')
                tags.Add(Encoding.ASCII.GetString(body, 0, body.Length - 1).Split(' ')[0]);
            if (header[0] == (byte)'Z')
            {
                // The first one ends the log-in.
                lock (_lock)
                {
                    if (!isStarting)
                        _exchanges.Add(string.Join(' ', tags));
                }

                isStarting = false;
                tags.Clear();
            }

            await client.WriteAsync(header, _stop.Token);
            await client.WriteAsync(body, _stop.Token);
            await client.FlushAsync(_stop.Token);
        }
    }
}
