@rem Scripts of package.json begin with "exec", so that signals to npm reach them. cmd.exe has no such word, and finds this.
@%*
