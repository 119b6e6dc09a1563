using System.Security.Cryptography;

namespace ReferenceServer.Authentication;

/// <summary>A session as its holder knows it.</summary>
/// <param name="Token">The cookie's value: 32 random bytes. The database has its digest.</param>
/// <param name="User">Whose it is.</param>
/// <param name="ExpiresAt">When it ends, used or not.</param>
internal sealed record Session(string Token, UserEntry User, DateTimeOffset ExpiresAt)
{
    /// <summary>Gets the value that a caller with a cookie repeats in <c>X-CSRF-Token</c>: other sites can make a browser send the cookie, but cannot read this.</summary>
    internal string CsrfToken => Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromHexString(Token), "csrf"u8));

    internal bool IsCsrfToken(string? text)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return text?.Length == 2 * given.Length && Convert.FromHexString(text, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(Convert.FromHexString(Token), "csrf"u8));
    }
}
