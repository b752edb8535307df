using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Spico.Silo.Accounts;

/// <summary>
/// Hashes and checks passwords, one silo-wide and at most half of the processors at a time: a flood of sign-ins does
/// not take the machine from those who are signed in.
/// </summary>
internal sealed class PasswordChecks : IDisposable
{
    private readonly PasswordHasher<AccountRecord> _hasher;
    private readonly SemaphoreSlim _processors = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobody;
    private readonly int _waitingMax;
    private int _waiting;

    public PasswordChecks(IOptions<AccountOptions> options)
    {
        _waitingMax = options.Value.SignInsWaitingMax;
        _hasher = new PasswordHasher<AccountRecord>(
            Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations }));
        _nobody = new Lazy<string>(() => _hasher.HashPassword(new AccountRecord(), Guid.NewGuid().ToString()));
    }

    /// <summary>
    /// Whether the password is the account's; null when too many wait. An account without a hash takes as long as any
    /// other and never succeeds.
    /// </summary>
    public async ValueTask<bool?> IsRightAsync(AccountRecord account, string password)
    {
        if (Interlocked.Increment(ref _waiting) > _waitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _processors.WaitAsync();
            try
            {
                bool exists = account.PasswordHash.Length > 0;
                string hash = exists ? account.PasswordHash : _nobody.Value;
                bool matches = _hasher.VerifyHashedPassword(account, hash, password)
                    != PasswordVerificationResult.Failed;
                return exists && matches;
            }
            finally
            {
                _processors.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The hash to store of a password.</summary>
    public async ValueTask<string> HashAsync(string password)
    {
        await _processors.WaitAsync();
        try
        {
            return _hasher.HashPassword(new AccountRecord(), password);
        }
        finally
        {
            _processors.Release();
        }
    }

    public void Dispose() => _processors.Dispose();
}
