using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Tests.Professionals;

public sealed class SqliteDirectoryTests : DirectoryConformance
{
    private SqliteDirectoryStore? _store;

    private protected override IDirectoryStore Store => _store!;

    public override ValueTask InitializeAsync()
    {
        _store = new SqliteDirectoryStore(Path.Combine(Folder, "directory.db"));
        return ValueTask.CompletedTask;
    }
}
