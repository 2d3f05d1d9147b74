#!/usr/bin/env node
import 'generator-ml-docker/cli';
